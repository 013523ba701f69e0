-- What was reached from public addresses
SELECT account, interface_id, dstaddr, dstport, count(DISTINCT pkt_srcaddr) AS senders, sum(bytes) AS bytes
FROM flows
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND action = 'ACCEPT'
  AND flow_direction = 'ingress'
  AND dstport < 32768
  AND NOT regexp_like(pkt_srcaddr, '^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|-)')
GROUP BY account, interface_id, dstaddr, dstport
ORDER BY senders DESC
LIMIT 100
