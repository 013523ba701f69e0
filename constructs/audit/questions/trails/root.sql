-- Who used a root user
SELECT eventtime, account, eventsource, eventname, sourceipaddress, useragent, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND useridentity.type = 'Root'
  AND useridentity.invokedby IS NULL
  AND eventtype <> 'AwsServiceEvent'
ORDER BY eventtime DESC
