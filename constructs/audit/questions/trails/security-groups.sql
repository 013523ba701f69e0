-- Who changed security groups
SELECT eventtime, account, region, useridentity.arn AS who, eventname, requestparameters, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '30' day, '%Y/%m/%d')
  AND eventsource = 'ec2.amazonaws.com'
  AND (eventname LIKE '%SecurityGroup%' OR eventname = 'ModifyNetworkInterfaceAttribute')
  AND eventname NOT LIKE 'Describe%'
ORDER BY eventtime DESC
