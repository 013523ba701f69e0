package evidence

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// Instances, containers, functions, clusters and builds.
func init() {
	const template = "AWS::EC2::LaunchTemplate"
	of("EC2.170", template, is("LaunchTemplateData.MetadataOptions.HttpTokens", "required"))
	of("EC2.25", template, every("LaunchTemplateData.NetworkInterfaces", isOrAbsent("AssociatePublicIpAddress", false)))
	of("EC2.17", template, func(_ *view, r *assembly.Resource) string {
		if len(assembly.List(at(r, "LaunchTemplateData.NetworkInterfaces"))) > 1 {
			return "it has several network interfaces"
		}
		return ""
	})
	of("EC2.24", template, where(func(r *assembly.Resource) bool { return at(r, "LaunchTemplateData.InstanceType") != nil },
		func(_ *view, r *assembly.Resource) string {
			family, _, _ := strings.Cut(fmt.Sprint(at(r, "LaunchTemplateData.InstanceType")), ".")
			if slices.Contains([]string{"c1", "c3", "hi1", "hs1", "m1", "m2", "m3", "t1"}, family) {
				return family + " may be paravirtual"
			}
			return ""
		}))
	of("EC2.181", template, where(func(r *assembly.Resource) bool { return at(r, "LaunchTemplateData.BlockDeviceMappings") != nil },
		every("LaunchTemplateData.BlockDeviceMappings", where(without("NoDevice"), is("Ebs.Encrypted", true)))))
	of("EC2.3", "AWS::EC2::Volume", is("Encrypted", true))
	of("IAM.role", template, where(func(r *assembly.Resource) bool { return len(assembly.List(at(r, "LaunchTemplateData"))) > 0 },
		either(has("LaunchTemplateData.IamInstanceProfile"), ofNodeGroup)))
	of("SSM.1", template, managed)

	const group = "AWS::AutoScaling::AutoScalingGroup"
	of("AutoScaling.1", group, where(func(r *assembly.Resource) bool {
		return at(r, "TargetGroupARNs") != nil || at(r, "LoadBalancerNames") != nil
	}, is("HealthCheckType", "ELB")))
	of("AutoScaling.2", group, either(members("VPCZoneIdentifier", 2), members("AvailabilityZones", 2)))
	of("AutoScaling.6", group, members("MixedInstancesPolicy.LaunchTemplate.Overrides", 2))
	of("AutoScaling.9", group, either(has("LaunchTemplate"), has("MixedInstancesPolicy.LaunchTemplate")))

	const task = "AWS::ECS::TaskDefinition"
	containers := func(name string, each judge) { of(name, task, every("ContainerDefinitions", each)) }
	of("ECS.1", task, where(with("NetworkMode", "host"), every("ContainerDefinitions", notRoot)))
	of("ECS.2", "AWS::ECS::Service", isOrAbsent("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "DISABLED"))
	of("ECS.3", task, isNot("PidMode", "host"))
	containers("ECS.4", isNot("Privileged", true))
	containers("ECS.5", is("ReadonlyRootFilesystem", true))
	containers("ECS.8", noKeys("Environment"))
	containers("ECS.9", has("LogConfiguration.LogDriver"))
	of("ECS.10", "AWS::ECS::Service", where(without("LaunchType"), isOrAbsent("PlatformVersion", "LATEST", "1.4.0")))
	of("ECS.12", "AWS::ECS::Cluster", func(_ *view, r *assembly.Resource) string {
		for _, s := range assembly.List(r.Properties["ClusterSettings"]) {
			if assembly.At(s, "Name") == "containerInsights" {
				return oneOf("containerInsights", assembly.At(s, "Value"), []any{"enabled", "enhanced"})
			}
		}
		return "containerInsights is not set"
	})
	const registry = "AWS::ECR::Repository"
	of("ECR.1", registry, is("ImageScanningConfiguration.ScanOnPush", true))
	of("ECR.2", registry, is("ImageTagMutability", "IMMUTABLE"))
	of("ECR.3", registry, has("LifecyclePolicy.LifecyclePolicyText"))

	const cluster = "AWS::EKS::Cluster"
	of("EKS.1", cluster, is("ResourcesVpcConfig.EndpointPublicAccess", false))
	of("EKS.2", cluster, lives(facts.Kubernetes, "Version"))
	of("EKS.3", cluster, includes("EncryptionConfig.0.Resources", "secrets"))
	of("EKS.8", cluster, func(_ *view, r *assembly.Resource) string {
		for _, t := range assembly.List(at(r, "Logging.ClusterLogging.EnabledTypes")) {
			if assembly.At(t, "Type") == "audit" {
				return ""
			}
		}
		return "it does not log who does what"
	})

	of("Lambda.1", "AWS::Lambda::Permission", all(
		isNot("Principal", "*"),
		where(with("Principal", "s3.amazonaws.com"), has("SourceAccount")),
	))
	of("Lambda.2", "AWS::Lambda::Function", where(func(r *assembly.Resource) bool { return at(r, "Runtime") != nil },
		lives(facts.LambdaRuntime, "Runtime")))
	of("Lambda.5", "AWS::Lambda::Function", where(func(r *assembly.Resource) bool { return at(r, "VpcConfig") != nil },
		members("VpcConfig.SubnetIds", 2)))
	of("StepFunctions.1", "AWS::StepFunctions::StateMachine", all(
		is("LoggingConfiguration.Level", "ALL", "ERROR", "FATAL"), has("LoggingConfiguration.Destinations"),
	))

	const build = "AWS::CodeBuild::Project"
	of("CodeBuild.1", build, where(with("Source.Type", "BITBUCKET", "GITHUB"), func(_ *view, r *assembly.Resource) string {
		if strings.Contains(fmt.Sprint(at(r, "Source.Location")), "@") {
			return "Source.Location has credentials"
		}
		return ""
	}))
	of("CodeBuild.2", build, noKeys("Environment.EnvironmentVariables"))
	of("CodeBuild.3", build, isNot("LogsConfig.S3Logs.EncryptionDisabled", true))
	of("CodeBuild.4", build, isNot("LogsConfig.CloudWatchLogs.Status", "DISABLED"))
	of("CodeBuild.5", build, isNot("Environment.PrivilegedMode", true))
}

// notRoot wants a container in the network of its instance to have a user of its own.
func notRoot(_ *view, r *assembly.Resource) string {
	user, _, _ := strings.Cut(fmt.Sprint(r.Properties["User"]), ":")
	if r.Properties["User"] == nil || user == "root" || user == "0" || r.Properties["Privileged"] == true {
		return "it runs as root in the network of its instance"
	}
	return ""
}

// noKeys wants no access key of AWS among the variables at a path.
func noKeys(path string) judge {
	return func(_ *view, r *assembly.Resource) string {
		for _, variable := range assembly.List(at(r, path)) {
			name, _ := assembly.At(variable, "Name").(string)
			if slices.Contains([]string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"}, name) {
				return "it has " + name
			}
		}
		return ""
	}
}

// lives wants a version that AWS supports, by the day on which the tables were compared with AWS's calendars.
func lives(product, path string) judge {
	return func(_ *view, r *assembly.Resource) string {
		version := fmt.Sprint(at(r, path))
		life, known := facts.LivesOf[product].Of(version)
		if !known || life.Ends != "" && life.Ends <= facts.VersionsSeen {
			return path + " is " + version + ", which AWS does not support"
		}
		return ""
	}
}

// ofNodeGroup tells whether EKS gives the instances of a template their role.
func ofNodeGroup(v *view, r *assembly.Resource) string {
	if len(v.referring(r, "AWS::EKS::Nodegroup", "LaunchTemplate.Id")) == 0 {
		return "IamInstanceProfile is not set"
	}
	return ""
}

// managed wants instances whose role lets Systems Manager look after them.
func managed(v *view, r *assembly.Resource) string {
	if ofNodeGroup(v, r) == "" {
		return notAbout
	}
	profile := v.resolve(r, "LaunchTemplateData.IamInstanceProfile.Arn")
	if profile == nil {
		return "it has no instance profile of these templates"
	}
	for _, value := range assembly.List(profile.Properties["Roles"]) {
		role, _ := v.Resolve(profile.Stack, value)
		if role != nil && v.may(role, "ssm:UpdateInstanceInformation") {
			return ""
		}
	}
	return "its role does not let Systems Manager look after it"
}

// may tells whether policies of a role allow an action on something.
func (v *view) may(role *assembly.Resource, action string) bool {
	if strings.Contains(fmt.Sprint(role.Properties["ManagedPolicyArns"]), "AmazonSSMManagedInstanceCore") {
		return true
	}
	owners := append(v.referring(role, "AWS::IAM::Policy", "Roles"), role)
	owners = append(owners, v.referring(role, "AWS::IAM::RolePolicy", "RoleName")...)
	for _, owner := range owners {
		for _, s := range assembly.Statements(owner) {
			if s.Effect == "Allow" && slices.ContainsFunc(s.Actions, func(a string) bool { return matches(a, action) }) {
				return true
			}
		}
	}
	return false
}
