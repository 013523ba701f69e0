-- What a firewall blocked, by rule and client: write its name for ACL
SELECT account, terminatingruleid, httprequest.clientip AS client, httprequest.country AS country, count(*) AS times,
  from_unixtime(max("timestamp") / 1000) AS latest
FROM firewall
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND acl = 'ACL'
  AND action = 'BLOCK'
GROUP BY account, terminatingruleid, httprequest.clientip, httprequest.country
ORDER BY times DESC
LIMIT 100
