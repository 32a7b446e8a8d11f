namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>What was sent is not OTLP. The message says where, for whoever sent it.</summary>
internal sealed class MalformedMessageException(string message) : Exception(message);
