-- Who assumed the role for emergencies, or tried to
SELECT eventtime, account, useridentity.arn AS who, sourceipaddress, errorcode,
  json_extract_scalar(requestparameters, '$.roleArn') AS role
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND eventsource = 'sts.amazonaws.com'
  AND eventname = 'AssumeRole'
  AND json_extract_scalar(requestparameters, '$.roleArn') LIKE '%:role/{emergency}'
ORDER BY eventtime DESC
