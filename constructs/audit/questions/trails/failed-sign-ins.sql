-- Who failed to sign in to the console, and from where
SELECT account, useridentity.username AS who, sourceipaddress, errormessage, count(*) AS times,
  max(eventtime) AS latest
FROM trails
WHERE day >= date_format(current_date - interval '30' day, '%Y/%m/%d')
  AND eventname = 'ConsoleLogin'
  AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Failure'
GROUP BY account, useridentity.username, sourceipaddress, errormessage
ORDER BY times DESC
