namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The state of a resource.</summary>
/// <param name="Text">The state, one of <see cref="KnownResourceStates"/> unless the resource has states of its own.</param>
/// <param name="Style">How it is shown, one of <see cref="KnownResourceStateStyles"/>; null for plain.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    public static implicit operator ResourceStateSnapshot?(string? text) => FromString(text);

    public static ResourceStateSnapshot? FromString(string? text) =>
        text is null ? null : new ResourceStateSnapshot(text, KnownResourceStateStyles.Of(text));
}

/// <summary>How states are shown.</summary>
public static class KnownResourceStateStyles
{
    public static readonly string Success = "success";

    public static readonly string Error = "error";

    public static readonly string Info = "info";

    public static readonly string Warn = "warning";

    internal static string? Of(string state) => state switch
    {
        _ when state == KnownResourceStates.Running || state == KnownResourceStates.Active => Success,
        _ when state == KnownResourceStates.FailedToStart || state == KnownResourceStates.RuntimeUnhealthy => Error,
        _ when state == KnownResourceStates.Starting || state == KnownResourceStates.Waiting => Info,
        _ when state == KnownResourceStates.Stopping => Warn,
        _ => null,
    };
}

/// <summary>The states that resources go through.</summary>
public static class KnownResourceStates
{
    /// <summary>Waits for somebody to start it.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for the resources that it depends on.</summary>
    public static readonly string Waiting = nameof(Waiting);

    public static readonly string Starting = nameof(Starting);

    public static readonly string Running = nameof(Running);

    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its program ended, by itself or because it was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Its program did what it had to do and ended.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It could not be started, and nobody tries any longer.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What it needs to run on this machine is missing or broken.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>There, though it has no program: a value.</summary>
    public static readonly string Active = nameof(Active);

    public static readonly string Hidden = nameof(Hidden);

    /// <summary>The states from which nothing follows by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
