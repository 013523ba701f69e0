package ecs

import (
	"maps"
	"slices"

	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// addVolumes gives a task the volumes among the stores that it uses. ECS mounts them before a container starts,
// encrypted, with the rights of the task's role.
func addVolumes(task *awsecs.TaskDefinitionProps, stores []store.Store) {
	mounts := store.Mounts(stores)
	if len(mounts) == 0 {
		return
	}
	var volumes []*awsecs.Volume
	if task.Volumes != nil {
		volumes = *task.Volumes
	}
	for _, name := range slices.Sorted(maps.Keys(mounts)) {
		mount := mounts[name]
		volumes = append(volumes, &awsecs.Volume{
			Name: new(mountOf(name)),
			EfsVolumeConfiguration: &awsecs.EfsVolumeConfiguration{
				FileSystemId:        &mount.FileSystem,
				TransitEncryption:   new("ENABLED"),
				AuthorizationConfig: &awsecs.AuthorizationConfig{AccessPointId: &mount.ID, Iam: new("ENABLED")},
			},
		})
	}
	task.Volumes = &volumes
}

// mountVolumes lets a container of the service's image read and write the files of volumes.
func mountVolumes(container awsecs.ContainerDefinition, stores []store.Store) {
	mounts := store.Mounts(stores)
	for _, name := range slices.Sorted(maps.Keys(mounts)) {
		container.AddMountPoints(&awsecs.MountPoint{
			SourceVolume: new(mountOf(name)), ContainerPath: new(mounts[name].Path), ReadOnly: new(false),
		})
	}
}

// mountOf is what a task calls a volume. Directories on its disk are called otherwise.
func mountOf(name string) string { return "volume-" + name }
