using System.Collections.Immutable;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Why the topology could not be started.</summary>
/// <param name="Resource">The resource that could not be started.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="LastLines">The last lines that the program wrote.</param>
internal sealed record StartupFailure(string Resource, string Message, ImmutableArray<string> LastLines);
