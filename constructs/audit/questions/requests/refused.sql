-- Whose requests to load balancers were refused or failed most
SELECT account, client_ip, elb_status_code, domain_name, count(*) AS times, count(DISTINCT request_url) AS urls,
  max(time) AS latest
FROM requests
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND elb_status_code >= 400
GROUP BY account, client_ip, elb_status_code, domain_name
ORDER BY times DESC
LIMIT 100
