package ecs

import (
	"fmt"
	"strconv"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// task is a task definition, and how many containers it has so far.
type task struct {
	awsecs.TaskDefinition
	containers int
}

// add adds a container, whose Linux has directories in memory. CDK knows no options with a value, so the mode is
// written into the template: anybody may write to them, whatever mode the image's directory of that path has.
func (t *task) add(
	container *awsecs.ContainerDefinitionOptions,
	directories []config.Tmpfs,
) awsecs.ContainerDefinition {
	made := t.AddContainer(container.ContainerName, container)
	resource := t.Node().DefaultChild().(awsecs.CfnTaskDefinition)
	for i := range directories {
		path := fmt.Sprintf("ContainerDefinitions.%d.LinuxParameters.Tmpfs.%d.MountOptions", t.containers, i)
		resource.AddPropertyOverride(&path, jsii.Strings("mode=1777"))
	}
	t.containers++
	return made
}

// addDisk gives a task a disk with a volume for each directory. A volume begins as what the image has at its path, if
// the image declares it one.
func addDisk(task *awsecs.TaskDefinitionProps, storage *config.Storage) {
	if storage == nil {
		return
	}
	if storage.SizeGiB > config.LeastStorageGiB {
		task.EphemeralStorageGiB = jsii.Number(storage.SizeGiB)
	}
	var volumes []*awsecs.Volume
	for i := range storage.Paths {
		volumes = append(volumes, &awsecs.Volume{Name: new(diskVolume(i))})
	}
	task.Volumes = &volumes
}

// mountDisk lets a container write to the directories on its task's disk.
func mountDisk(container awsecs.ContainerDefinition, storage *config.Storage) {
	if storage == nil {
		return
	}
	for i, path := range storage.Paths {
		container.AddMountPoints(&awsecs.MountPoint{
			SourceVolume: new(diskVolume(i)), ContainerPath: &path, ReadOnly: new(false),
		})
	}
}

func diskVolume(index int) string { return "storage-" + strconv.Itoa(index) }
