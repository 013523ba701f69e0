-- Who disabled keys, had them deleted, or changed who may use them
SELECT eventtime, account, region, useridentity.arn AS who, eventname,
  json_extract_scalar(requestparameters, '$.keyId') AS key_id, errorcode
FROM trails
WHERE day >= date_format(current_date - interval '90' day, '%Y/%m/%d')
  AND eventsource = 'kms.amazonaws.com'
  AND eventname IN ('DisableKey', 'DisableKeyRotation', 'ScheduleKeyDeletion', 'CancelKeyDeletion', 'DeleteImportedKeyMaterial', 'DeleteAlias', 'PutKeyPolicy')
ORDER BY eventtime DESC
