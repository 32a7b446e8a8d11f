namespace ScaleApp.Hosting;

/// <summary>One replica of a project resource as Aspire sees it now.</summary>
/// <param name="Id">The id for commands and notifications, such as <c>api-kxcvbnmq</c>. It survives restarts.</param>
/// <param name="State">The state of its row, see <see cref="Aspire.Hosting.ApplicationModel.KnownResourceStates"/>; null before the first.</param>
/// <param name="IsWanted">Whether it is kept running. False once it was stopped on purpose, or before its first start by hand.</param>
/// <param name="ProcessId">Its last process; null before the first.</param>
/// <param name="Address">Where it listens itself, past Aspire's proxy; null before its first start.</param>
public sealed record Replica(string Id, string? State, bool IsWanted, int? ProcessId, Uri? Address);
