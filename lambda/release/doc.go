// Release makes the parameters that say which image of a service runs. It makes what is not there, and changes nothing:
// releases do.
//
// What the function's role must be allowed:
//
//	type     action              resource; condition
//	Release  ssm:GetParameter    the parameters
//	         ssm:PutParameter    the same; ssm:Overwrite is false
package main
