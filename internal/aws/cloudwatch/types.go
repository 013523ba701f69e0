package cloudwatch

// Dimension is what a metric is of.
type Dimension struct {
	Name  *string
	Value *string
}

// Datapoint is a value of a metric, in one of the statistics.
type Datapoint struct {
	Timestamp string
	Maximum   *float64
	Sum       *float64
}
