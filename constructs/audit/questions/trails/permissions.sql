-- Who changed permissions, besides CloudFormation
SELECT eventtime, account, useridentity.arn AS who, eventname, requestparameters, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '30' day, '%Y/%m/%d')
  AND eventsource IN ('iam.amazonaws.com', 'sso.amazonaws.com')
  AND readonly = 'false'
  AND coalesce(useridentity.invokedby, '-') <> 'cloudformation.amazonaws.com'
ORDER BY eventtime DESC
