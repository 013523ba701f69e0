# shellcheck shell=bash
# The volume is this node's alone. The instance before may still write to it, so it is never taken away from one: AWS
# lets go of it when that instance has ended.
volume() {
	aws ec2 describe-volumes --region "$NODE_REGION" --volume-ids "$NODE_VOLUME" \
		--query 'Volumes[0].[State,Attachments[0].InstanceId]' --output text
}

# take_volume attaches the volume, or succeeds when it is attached here.
take_volume() {
	local state holder
	read -r state holder <<<"$(volume)" || return
	if [ "$state" = available ]; then
		aws ec2 attach-volume --region "$NODE_REGION" --volume-id "$NODE_VOLUME" --instance-id "$instance" --device /dev/sdf
		return 1 # the next look tells
	fi
	[ "$state" = in-use ] && [ "$holder" = "$instance" ]
}

# find_device finds the disk whose serial number is the volume's id.
find_device() {
	device=$(lsblk -dnro NAME,SERIAL | awk -v serial="${NODE_VOLUME/-/}" '$2 == serial {print "/dev/" $1}')
	[ -b "$device" ]
}

until_true 600 take_volume
until_true 120 find_device

# A file system is made where blkid finds nothing at all (2), and never on what was made of a snapshot: what cannot be
# read there is for a person to look at.
found=0
blkid -p "$device" >/dev/null || found=$?
if [ $found = 2 ] && [ "$NODE_RESTORED" = true ]; then
	echo "$NODE_VOLUME was made of a snapshot, and there is no file system on it" >&2
	exit 1
elif [ $found = 2 ]; then
	mkfs.ext4 -q -m 1 "$device"
elif [ $found != 0 ]; then
	echo "blkid does not know what is on $NODE_VOLUME: $found" >&2
	exit 1
fi

uuid=$(blkid -p -s UUID -o value "$device")
mkdir -p /srv/bulkhead
if ! grep -q "^UUID=$uuid " /etc/fstab; then
	echo "UUID=$uuid /srv/bulkhead ext4 defaults,noatime,nodev,nosuid,noexec 0 2" >>/etc/fstab
fi
mountpoint -q /srv/bulkhead || mount /srv/bulkhead
resize2fs "$device" # the volume may have grown

# What the data says whose it is: of a restored volume, the store and the volume that it was of.
former=$(cat /srv/bulkhead/node 2>/dev/null || true)
origin=$(cat /srv/bulkhead/volume 2>/dev/null || true)
echo "$NODE_VOLUME has what was on ${origin:-no volume} of ${former:-no store}"
