-- Whose calls were denied, and which
SELECT account, useridentity.arn AS who, eventsource, eventname, count(*) AS times, max(eventtime) AS latest
FROM trails
WHERE day >= date_format(current_date - interval '7' day, '%Y/%m/%d')
  AND (errorcode LIKE '%AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation%')
GROUP BY account, useridentity.arn, eventsource, eventname
ORDER BY times DESC
LIMIT 200
