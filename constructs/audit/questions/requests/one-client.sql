-- All requests of one client: write its address for 192.0.2.1
SELECT time, account, elb, request_verb, request_url, elb_status_code, target_status_code, actions_executed, user_agent
FROM requests
WHERE day >= date_format(current_date - interval '1' day, '%Y/%m/%d')
  AND client_ip = '192.0.2.1'
ORDER BY time DESC
LIMIT 1000
