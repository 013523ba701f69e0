-- Who asked for names that there are not, from a VPC: write its id for vpc-00000000000000000
SELECT srcaddr, srcids.instance AS instance, count(DISTINCT query_name) AS names, count(*) AS times
FROM dns
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND vpc = 'vpc-00000000000000000'
  AND rcode = 'NXDOMAIN'
GROUP BY srcaddr, srcids.instance
ORDER BY names DESC
LIMIT 100
