using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Adds what can be done with resources and where they are looked at.</summary>
public static class CommandVerbs
{
    /// <summary>Adds a command. One of the same name is replaced.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The name by which it is called.</param>
    /// <param name="displayName">The name that is shown.</param>
    /// <param name="executeCommand">Does it.</param>
    /// <param name="commandOptions">How it is shown and when it can be used; plain and always when null.</param>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, string name, string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null)
        where T : IResource
    {
        var present = builder.Resource.Annotations.OfType<ResourceCommandAnnotation>()
            .FirstOrDefault(command => command.Name == name);
        if (present is not null)
        {
            builder.Resource.Annotations.Remove(present);
        }

        var options = commandOptions ?? new CommandOptions();
        return builder.WithAnnotation(new ResourceCommandAnnotation(
            name, displayName, options.UpdateState ?? (_ => ResourceCommandState.Enabled), executeCommand,
            options.Description, options.Parameter, options.ConfirmationMessage, options.IconName, options.IconVariant,
            options.IsHighlighted));
    }

    /// <summary>Adds an address to show for the resource.</summary>
    public static IResourceBuilder<T> WithUrl<T>(this IResourceBuilder<T> builder, string url, string? displayText = null)
        where T : IResource =>
        builder.WithAnnotation(new ResourceUrlAnnotation { Url = url, DisplayText = displayText });

    /// <summary>Adds an address with values in it that are known once the topology runs.</summary>
    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder, in ExpressionInterpolatedStringHandler url, string? displayText = null)
        where T : IResource => builder.WithUrl(url.GetExpression(), displayText);

    /// <inheritdoc cref="WithUrl{T}(IResourceBuilder{T}, in ExpressionInterpolatedStringHandler, string?)"/>
    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder, ReferenceExpression url, string? displayText = null)
        where T : IResource => builder.WithAnnotation(
            new ResourceUrlAnnotation { Url = url.ValueExpression, Expression = url, DisplayText = displayText });

    /// <summary>Changes how the address of an endpoint is shown.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints
    {
        var url = new ResourceUrlAnnotation { Url = "/", Endpoint = builder.GetEndpoint(endpointName) };
        callback(url);
        return builder.WithAnnotation(url);
    }
}
