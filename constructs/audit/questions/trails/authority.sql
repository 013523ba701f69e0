-- Who used the VPN's authority, its secrets or its levels, or tried to
SELECT eventtime, account, eventname, useridentity.arn AS who, sourceipaddress, useragent, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND (
    eventsource = 'kms.amazonaws.com' AND eventname = 'Sign'
    OR eventsource = 'secretsmanager.amazonaws.com' AND eventname = 'BatchGetSecretValue'
    OR eventsource = 'secretsmanager.amazonaws.com'
      AND eventname <> 'DescribeSecret'
      AND requestparameters LIKE '%{secrets}%'
      AND coalesce(useridentity.arn, '') NOT LIKE '%:assumed-role/{server}/%'
    OR eventsource = 'ssm.amazonaws.com'
      AND eventname IN ('PutParameter', 'DeleteParameter', 'DeleteParameters')
      AND requestparameters LIKE '%{levels}%'
  )
ORDER BY eventtime DESC
