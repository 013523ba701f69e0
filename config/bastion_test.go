package config

import "testing"

func TestMistakesInABastionAreFound(t *testing.T) {
	const open = "openToVPN: [orders]"
	findsMistakes(t, "environments/dev.yaml", []mistake{
		{open, "bastion: {class: t3.nano, uses: [orders]}", `bastion.class: "t3.nano" is not a class for a bastion; choose t4g.nano, t4g.micro, t4g.small or t4g.medium`},
		{open, "bastion: {uses: [order]}", `bastion.uses[0]: dev has nothing with a port that is called "order"; did you mean orders?`},
		{open, "bastion: {uses: [orders, orders]}", `bastion.uses[1]: orders is listed twice; keep one`},
		{open, "bastion: {class: t4g.nano}", `bastion.uses: is missing; add it`},
	})
}
