package facts

// fargateRanges are the sizes of memory, in MiB, that Fargate offers with a number of CPU units: from, to, and the step
// between them.
var fargateRanges = map[int]struct{ from, to, step int }{
	512:   {1024, 4096, 1024},
	1024:  {2048, 8192, 1024},
	2048:  {4096, 16384, 1024},
	4096:  {8192, 30720, 1024},
	8192:  {16384, 61440, 4096},
	16384: {32768, 122880, 8192},
}

// FargateCPUUnits are the CPU units that Fargate offers, as of 2026-11. Source: the ECS developer guide, task size.
var FargateCPUUnits = []int{256, 512, 1024, 2048, 4096, 8192, 16384}

// FargateMemory returns the sizes of memory, in MiB, that Fargate offers with a number of CPU units, from the least to
// the most, as of 2026-11; none when it does not offer that number.
func FargateMemory(cpuUnits int) []int {
	if cpuUnits == 256 {
		return []int{512, 1024, 2048}
	}
	var all []int
	if r, offered := fargateRanges[cpuUnits]; offered {
		for mib := r.from; mib <= r.to; mib += r.step {
			all = append(all, mib)
		}
	}
	return all
}
