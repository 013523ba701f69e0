-- Which names were asked from a VPC: write its id for vpc-00000000000000000
SELECT query_name, query_type, count(*) AS times, count(DISTINCT srcaddr) AS senders, max(query_timestamp) AS latest
FROM dns
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND vpc = 'vpc-00000000000000000'
GROUP BY query_name, query_type
ORDER BY times DESC
LIMIT 500
