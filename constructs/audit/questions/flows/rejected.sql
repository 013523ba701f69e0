-- Who was rejected most, and where
SELECT account, srcaddr, dstaddr, dstport, protocol, count(*) AS flows, sum(packets) AS packets
FROM flows
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND action = 'REJECT'
GROUP BY account, srcaddr, dstaddr, dstport, protocol
ORDER BY flows DESC
LIMIT 100
