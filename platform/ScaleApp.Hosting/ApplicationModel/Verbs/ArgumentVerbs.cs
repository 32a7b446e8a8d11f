using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Adds command-line arguments to resources.</summary>
public static class ArgumentVerbs
{
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.WithArgs(context =>
        {
            foreach (var argument in args)
            {
                context.Args.Add(argument);
            }
        });

    /// <summary>Adds arguments that may be known only once the topology runs: strings, parameters, endpoints, expressions.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params object[] args)
        where T : IResourceWithArgs
    {
        object[] values = [.. args.Select(argument => argument is IResourceBuilder<IResource> other ? other.Resource : argument)];
        foreach (var value in values)
        {
            builder.RelateTo(value);
        }

        return builder.WithArgs(context =>
        {
            foreach (var value in values)
            {
                context.Args.Add(value);
            }
        });
    }

    /// <summary>Adds arguments at each start of each replica.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder, Action<CommandLineArgsCallbackContext> callback)
        where T : IResourceWithArgs => builder.WithArgs(context =>
        {
            callback(context);
            return Task.CompletedTask;
        });

    /// <inheritdoc cref="WithArgs{T}(IResourceBuilder{T}, Action{CommandLineArgsCallbackContext})"/>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder, Func<CommandLineArgsCallbackContext, Task> callback)
        where T : IResourceWithArgs => builder.WithAnnotation(new CommandLineArgsCallbackAnnotation(callback));
}
