namespace ScaleApp.Hosting.Processes;

/// <summary>A program could not be started. The message names it and says what to do.</summary>
internal sealed class ProcessStartException(string message, Exception? inner = null) : Exception(message, inner);
