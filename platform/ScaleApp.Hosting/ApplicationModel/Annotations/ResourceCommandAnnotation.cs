using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Something that can be done with a resource while the topology runs.</summary>
[DebuggerDisplay("Command {Name,nq}")]
public sealed class ResourceCommandAnnotation(
    string name, string displayName, Func<UpdateCommandStateContext, ResourceCommandState> updateState,
    Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, string? displayDescription = null,
    object? parameter = null, string? confirmationMessage = null, string? iconName = null,
    IconVariant? iconVariant = null, bool isHighlighted = false) : IResourceAnnotation
{
    /// <summary>The name by which it is called, unique in the resource.</summary>
    public string Name { get; } = name;

    public string DisplayName { get; } = displayName;

    /// <summary>Says whether it can be done now.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; } = updateState;

    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; } = executeCommand;

    public string? DisplayDescription { get; } = displayDescription;

    public object? Parameter { get; } = parameter;

    /// <summary>Asked before it is done; null when nothing needs to be asked.</summary>
    public string? ConfirmationMessage { get; } = confirmationMessage;

    public string? IconName { get; } = iconName;

    public IconVariant? IconVariant { get; } = iconVariant;

    public bool IsHighlighted { get; } = isHighlighted;
}

/// <summary>How an icon is drawn.</summary>
public enum IconVariant
{
    Regular,
    Filled,
}

/// <summary>Whether a command can be used.</summary>
public enum ResourceCommandState
{
    Enabled,
    Disabled,
    Hidden,
}
