-- All traffic of one address: write it for 192.0.2.1
SELECT from_unixtime(start) AS began, account, interface_id, srcaddr, srcport, dstaddr, dstport, protocol, action, packets, bytes
FROM flows
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND '192.0.2.1' IN (srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr)
ORDER BY began DESC
LIMIT 1000
