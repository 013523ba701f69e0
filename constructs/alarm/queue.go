package alarm

// Waiting is how many messages of a queue could be received.
const Waiting = "ApproximateNumberOfMessagesVisible"

// OfQueue is what SQS tells of a queue, given by its name, in periods of so many minutes. It tells it every minute,
// until nobody has used the queue for six hours.
func OfQueue(queue, name string, minutes int) Metric {
	return Metric{
		Namespace:  "AWS/SQS",
		Name:       name,
		Dimensions: map[string]string{"QueueName": queue},
		Statistic:  "Maximum",
		Minutes:    minutes,
	}
}
