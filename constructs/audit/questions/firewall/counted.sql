-- What rules of a firewall that only count would have blocked, by path: write its name for ACL
SELECT account, matched.ruleid AS ruleid, httprequest.httpmethod AS method, httprequest.uri AS uri, count(*) AS times
FROM firewall
CROSS JOIN UNNEST(nonterminatingmatchingrules) AS counted (matched)
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND acl = 'ACL'
GROUP BY account, matched.ruleid, httprequest.httpmethod, httprequest.uri
ORDER BY times DESC
LIMIT 100
