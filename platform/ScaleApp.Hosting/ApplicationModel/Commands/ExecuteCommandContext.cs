using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What a command is told when it is run.</summary>
public sealed class ExecuteCommandContext
{
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>The id of one replica, or the resource's name when all of it is meant.</summary>
    public required string ResourceName { get; init; }

    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Writes to the resource's own log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>What a command is told when it is asked whether it can be used.</summary>
public sealed class UpdateCommandStateContext
{
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    public required IServiceProvider ServiceProvider { get; init; }
}

/// <summary>What came of a command.</summary>
public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public bool Canceled { get; init; }

    /// <summary>What went wrong; null after a success.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>Makes the results of commands.</summary>
public static class CommandResults
{
    public static ExecuteCommandResult Success() => new() { Success = true };

    public static ExecuteCommandResult Failure(string? errorMessage = null) =>
        new() { Success = false, ErrorMessage = errorMessage };

    public static ExecuteCommandResult Failure(Exception exception) => Failure(exception.Message);

    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}

/// <summary>The commands that every resource with a process has.</summary>
public static class KnownResourceCommands
{
    public const string StartCommand = "resource-start";

    public const string StopCommand = "resource-stop";

    public const string RestartCommand = "resource-restart";

    /// <summary>One replica after the other, so that the rest serve; of resources with several.</summary>
    public const string RollingRestartCommand = "resource-rolling-restart";
}
