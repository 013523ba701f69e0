// Users makes the users by which services and functions log in to a database, and changes their passwords. It is in the
// network of one database, which its environment names, and logs in to it as its master user, over TLS.
//
// A user is two logins in turn, NAME_1 and NAME_2, with the same rights. Its secret has the one that is current. A
// rotation gives the other one a new password, and makes that one current: what started with the one before goes on
// logging in with it until the next rotation.
//
// Who ends the rotation of the master user's password, as a move to another region and an upgrade by a copy do, ends
// that of all users: a new password would be where nobody logs in.
//
// What the function's role must be allowed, of secrets with the database's tag and, to read, of the master user's:
//
//	secretsmanager:DescribeSecret            the secret
//	secretsmanager:GetSecretValue            the secret
//	secretsmanager:PutSecretValue            those of users
//	secretsmanager:UpdateSecretVersionStage  those of users
//	kms:Decrypt, kms:GenerateDataKey         the secrets' key; kms:ViaService is Secrets Manager
package main
