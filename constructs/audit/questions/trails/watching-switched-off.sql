-- Who switched off, or tried to, what watches an account
SELECT eventtime, account, region, useridentity.arn AS who, eventname, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND eventname IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'DeleteDetector', 'UpdateDetector', 'StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'DeleteDeliveryChannel', 'DisableSecurityHub', 'DeleteAnalyzer', 'DeleteFlowLogs', 'DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig', 'DeleteLoggingConfiguration', 'DeleteAlarms', 'DisableAlarmActions')
ORDER BY eventtime DESC
