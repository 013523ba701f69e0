-- Who signed in to the console without MFA; Identity Center asks for it before AWS's console does
SELECT eventtime, account, useridentity.type AS kind, useridentity.arn AS who, sourceipaddress, useragent
FROM trails
WHERE day >= date_format(current_date - interval '30' day, '%Y/%m/%d')
  AND eventname = 'ConsoleLogin'
  AND useridentity.type IN ('IAMUser', 'Root')
  AND json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No'
  AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Success'
ORDER BY eventtime DESC
