package delivery

// AssetsVersion of cdk-assets is what publishes files to every account; it installs nothing else. package.json names
// the same one.
const AssetsVersion = "4.7.3"

// ReadableLists is the command after which cdk-assets reads the lists of files that CDK has written. That is the newest
// there is, and takes no list of version 55, which says the same as one of 54: the two versions of the cloud assembly's
// schema differ in tests of CDK's own.
const ReadableLists = `find cdk.out -name '*.assets.json' -exec sed -i 's/"version": "55\.[0-9.]*"/"version": "54.0.0"/' {} +`
