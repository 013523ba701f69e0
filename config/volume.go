package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

// Volume is a file system (EFS) that services and functions name in uses, and find under path. All of them see the same
// files at the same time, whichever version of them runs, and whatever user they run as. It grows by itself, and is
// kept, whatever the tier. The recovery region has a volume of its own, without the files.
type Volume struct {
	// Path is where whoever uses it finds the files (default /mnt/<name>, which is what functions demand).
	Path string `yaml:"path"`
	// Of is another volume whose file system this one is a directory of (default: none, it has one of its own).
	Of string `yaml:"of"`
	// Directory of the file system that path shows, which is made where there is none (default /data; with of it has to
	// be given, and / is all of the file system). It cannot be changed later: add another volume with of.
	Directory string `yaml:"directory"`
	// As begins the variables of services that use it, written like a name of a volume, and ends the default of path
	// (default: the key under volumes).
	As string `yaml:"as"`
	// InfrequentAccessDays is for how many days nobody has read a file when it moves to Infrequent Access, where
	// reading costs more: 1, 7, 14, 30, 60, 90, 180, 270 or 365 (default 30), or 0 for never. A file that is read comes
	// back.
	InfrequentAccessDays *int `yaml:"infrequentAccessDays" jsonschema:"minimum=0,maximum=365"`
	// ArchiveDays is the same for Archive, which is cheaper to keep and dearer to read (default 0: never).
	ArchiveDays int `yaml:"archiveDays" jsonschema:"minimum=0,maximum=365"`
	// Alarms are when people hear of the volume.
	Alarms VolumeAlarms `yaml:"alarms"`
}

// volumeDirectory is where the files of a volume are in a file system of its own: never at the root, where AWS Backup
// puts what it restores.
const volumeDirectory = "/data"

// complete fills in the defaults of the volume with this name.
func (v *Volume) complete(name string, _ Environment) {
	v.Path = cmp.Or(v.Path, "/mnt/"+cmp.Or(v.As, name))
	if v.Of != "" {
		return
	}
	v.Directory = cmp.Or(v.Directory, volumeDirectory)
	v.InfrequentAccessDays = cmp.Or(v.InfrequentAccessDays, new(30))
	v.Alarms.complete()
}

func (Volume) kind() string        { return "volume" }
func (Volume) endpoint() string    { return "" } // mount targets are in the network itself
func (Volume) ports() int          { return 1 }
func (Volume) variables() []string { return []string{VolumePath} }
func (v Volume) alias() string     { return v.As }

// addresses are those of a mount target.
func (v Volume) addresses() int {
	if v.Of != "" {
		return 0
	}
	return 1
}

// VolumePath is the suffix for where a volume's files are.
const VolumePath = "PATH"

// NFSPort is where mount targets listen.
const NFSPort = 2049

// directoryOfVolume is what EFS takes for the root of an access point, without what nobody should call a directory.
var directoryOfVolume = regexp.MustCompile(`^/$|^(/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,4}$`)

// mostDirectory is how long a directory may be. Source: the schema of AWS::EFS::AccessPoint.
const mostDirectory = 100

// check runs the rules of one volume.
func (v Volume) check(at document.Path, name string, e Environment) {
	checkAlias(v.As, name, v.kind(), at.Key("as"))
	checkDirectory(at.Key("path"), v.Path, nil)
	directory := at.Key("directory")
	directory.Demand(v.Directory == "" || directoryOfVolume.MatchString(v.Directory) && len(v.Directory) <= mostDirectory,
		fmt.Sprintf("%q is not a directory of a file system", v.Directory),
		"write it with a leading slash and without a closing one, such as /data, at most four deep")
	if v.Of != "" {
		v.checkOf(at, name, e)
		return
	}
	directory.Demand(v.Directory != "/", "AWS Backup puts what it restores there, and nobody may write beside it", "leave it out")
	for key, days := range map[string]int{"infrequentAccessDays": *v.InfrequentAccessDays, "archiveDays": v.ArchiveDays} {
		at.Key(key).Demand(days == 0 || slices.Contains(facts.VolumeDays, days),
			fmt.Sprintf("EFS moves no file after %d days", days), "choose "+numbers(facts.VolumeDays)+", or 0 for never")
	}
	at.Key("archiveDays").Demand(v.ArchiveDays == 0 || v.ArchiveDays > *v.InfrequentAccessDays,
		fmt.Sprintf("files move to Infrequent Access after %d days, and to Archive later only", *v.InfrequentAccessDays),
		"choose more, or set infrequentAccessDays to 0")
}

// checkOf demands another volume with a file system, of which this one says nothing but a directory.
func (v Volume) checkOf(at document.Path, name string, e Environment) {
	of, known := e.Volumes[v.Of]
	var others []string
	for other, o := range e.Volumes {
		if o.Of == "" && other != name {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	at.Key("of").Demand(known && of.Of == "", fmt.Sprintf("%s has no volume %q with a file system of its own", e.Name, v.Of),
		document.Suggest(v.Of, others))
	at.Key("directory").Demand(v.Directory != "", "is missing", "write which directory of "+v.Of+" it is, such as /data")
	for _, key := range []string{"infrequentAccessDays", "archiveDays", "alarms"} {
		at.Key(key).Demand(!at.Key(key).Given(), "is of a file system, which is that of "+v.Of, "leave it out, or say it there")
	}
}

// FileSystem is the volume whose file system a volume with that name is on.
func (v Volume) FileSystem(name string) string { return cmp.Or(v.Of, name) }

// volumesOf are the volumes among what is used, by the place in uses.
func (e Environment) volumesOf(uses []string) map[int]Volume {
	all := map[int]Volume{}
	for i, name := range uses {
		if v, is := e.Volumes[name]; is && !slices.Contains(uses[:i], name) {
			all[i] = v
		}
	}
	return all
}

// checkVolumes demands of a service that the volumes which it uses can be there together with its other directories, on
// what it runs on.
func (s Service) checkVolumes(at document.Path, e Environment) {
	var taken []string
	for _, dir := range s.Tmpfs {
		taken = append(taken, dir.Path)
	}
	if s.Storage != nil {
		taken = append(taken, s.Storage.Paths...)
	}
	volumes := e.volumesOf(s.Uses)
	for i := range s.Uses {
		v, is := volumes[i]
		if !is {
			continue
		}
		here := at.Key("uses").Index(i)
		for _, other := range taken {
			here.Demand(!within(v.Path, other) && !within(other, v.Path),
				fmt.Sprintf("%s, where %s is, and %s are inside each other", v.Path, s.Uses[i], other), "give one of them another path")
		}
		taken = append(taken, v.Path)
		here.Demand(s.Launch != EC2 || e.Instances == nil || e.Instances.OS != Bottlerocket,
			"Bottlerocket mounts no file system in the network of a task", "run the service on fargate, or set instances.os to al2023")
	}
}

// lambdaDirectory is where Lambda mounts a file system. Source: the schema of AWS::Lambda::Function.
var lambdaDirectory = regexp.MustCompile(`^/mnt/[a-zA-Z0-9_.-]+$`)

// checkVolumes demands of a function at most one volume, where Lambda can mount it.
func (f Function) checkVolumes(at document.Path, e Environment) {
	volumes, seen := e.volumesOf(f.Uses), ""
	for i := range f.Uses {
		v, is := volumes[i]
		if !is {
			continue
		}
		at.Index(i).Demand(seen == "", "Lambda mounts one volume, which is "+seen, "use one of them, or a service")
		at.Index(i).Demand(lambdaDirectory.MatchString(v.Path), fmt.Sprintf("Lambda mounts nothing at %s", v.Path),
			"give "+f.Uses[i]+" a path such as /mnt/"+f.Uses[i])
		seen = f.Uses[i]
	}
}
