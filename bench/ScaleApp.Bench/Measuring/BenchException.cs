namespace ScaleApp.Bench.Measuring;

/// <summary>A benchmark cannot go on; the message is for the person who started it.</summary>
internal sealed class BenchException(string message) : Exception(message);
