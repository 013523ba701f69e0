# shellcheck shell=bash
# The address is that of an interface, which goes from instance to instance as the volume does. Amazon Linux gives it
# routes of its own, so that answers leave where questions came in.
interface() {
	aws ec2 describe-network-interfaces --region "$NODE_REGION" --network-interface-ids "$NODE_INTERFACE" \
		--query 'NetworkInterfaces[0].[Status,Attachment.InstanceId]' --output text
}

# take_interface attaches the interface, or succeeds when it is attached here.
take_interface() {
	local state holder
	read -r state holder <<<"$(interface)" || return
	if [ "$state" = available ]; then
		aws ec2 attach-network-interface --region "$NODE_REGION" --network-interface-id "$NODE_INTERFACE" \
			--instance-id "$instance" --device-index 1
		return 1
	fi
	[ "$state" = in-use ] && [ "$holder" = "$instance" ]
}

has_address() {
	ip -4 -o address show | grep -qF " $NODE_ADDRESS/"
}

until_true 600 take_interface
until_true 120 has_address

# Nodes find each other while DNS does not answer.
for peer in $NODE_PEERS; do
	grep -q " ${peer%=*}$" /etc/hosts || echo "${peer#*=} ${peer%=*}" >>/etc/hosts
done
