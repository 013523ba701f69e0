-- What sent most to public addresses
SELECT account, interface_id, instance_id, pkt_dstaddr, pkt_dst_aws_service, dstport, sum(bytes) AS bytes
FROM flows
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND action = 'ACCEPT'
  AND flow_direction = 'egress'
  AND NOT regexp_like(pkt_dstaddr, '^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|-)')
GROUP BY account, interface_id, instance_id, pkt_dstaddr, pkt_dst_aws_service, dstport
ORDER BY bytes DESC
LIMIT 100
