// Package release moves services from image to image where releases decide what they run. A state machine of each side
// of an environment does it, see [Definition], and nothing else: who may start it may release, and holds no other
// right. Its function looks at images and marks those that run, see [Function].
//
// What a service runs is said in one place, a parameter in Parameter Store, and deployed by one, CloudFormation. The
// state machine moves the parameter, has CloudFormation deploy the template that is there, and takes the parameter back
// when that is rolled back.
package release
