-- Who used the VPN's certificate authority, or tried to
SELECT eventtime, account, eventname, useridentity.arn AS who, sourceipaddress, useragent, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND (
    eventsource = 'kms.amazonaws.com' AND eventname = 'Sign'
    OR eventsource = 'secretsmanager.amazonaws.com'
      AND eventname IN ('GetSecretValue', 'BatchGetSecretValue')
      AND requestparameters LIKE '%{authority}%'
  )
ORDER BY eventtime DESC
