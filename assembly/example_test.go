package assembly_test

import (
	"fmt"

	"bulkhead/assembly"
)

// A reference is followed to the resource that it denotes, also into other stacks.
func ExampleAssembly_Resolve() {
	cloud, err := assembly.Load("testdata/cloud")
	if err != nil {
		fmt.Println(err)
		return
	}
	data := cloud.Stack("dev/data")
	reference := data.Resource("Orders").Get("VPCSecurityGroups", "0")
	fmt.Println(reference)
	if group, found := cloud.Resolve(data, reference); found {
		fmt.Println(group)
		fmt.Println(group.Get("SecurityGroupIngress", "0", "FromPort"))
	}
	// Output:
	// map[Fn::ImportValue:dev-network:DatabaseGroup]
	// dev/network Database (AWS::EC2::SecurityGroup)
	// 5432
}
