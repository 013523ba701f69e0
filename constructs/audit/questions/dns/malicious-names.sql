-- Who asked for names that AWS lists as malicious, from a VPC: write its id for vpc-00000000000000000
SELECT query_name, srcaddr, srcids.instance AS instance, firewall_rule_action, count(*) AS times, max(query_timestamp) AS latest
FROM dns
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND vpc = 'vpc-00000000000000000'
  AND firewall_rule_action IN ('ALERT', 'BLOCK')
GROUP BY query_name, srcaddr, srcids.instance, firewall_rule_action
ORDER BY times DESC
LIMIT 100
