using Microsoft.Extensions.Configuration;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Adds values that come from outside the topology.</summary>
public static class ParameterVerbs
{
    /// <summary>Adds a value that is read from <c>Parameters:{name}</c> in the AppHost's configuration.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="secret">True when the value must not be shown.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.Add(name, $"Parameters:{name}", null, secret);

    /// <summary>Adds a value that configuration may override.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false,
        bool secret = false) => builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <inheritdoc cref="AddParameter(IDistributedApplicationBuilder, string, string, bool, bool)"/>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter,
        bool publishValueAsDefault = false, bool secret = false) =>
        builder.Add(name, $"Parameters:{name}", new ConstantParameterDefault(valueGetter), secret);

    /// <summary>Adds a value that is made up when configuration does not give it.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Makes it up.</param>
    /// <param name="secret">True when the value must not be shown.</param>
    /// <param name="persist">True when the same value is wanted at the next run.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false,
        bool persist = false) =>
        builder.Add(name, $"Parameters:{name}", persist ? Persist(builder, name, value) : value, secret);

    /// <summary>Adds a value that is read from a given key of the AppHost's configuration.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.Add(name, configurationKey, null, secret);

    /// <summary>A random password that stays the same from run to run.</summary>
    internal static ParameterResource CreatePassword(IDistributedApplicationBuilder builder, string name) =>
        Create(builder, name, $"Parameters:{name}",
            Persist(builder, name, new GenerateParameterDefault { Special = false, MinLower = 1, MinUpper = 1, MinNumeric = 1 }),
            secret: true);

    private static ConstantParameterDefault Persist(IDistributedApplicationBuilder builder, string name, ParameterDefault value) =>
        new(() => new GeneratedValues(builder.FindStateFolder()).GetOrAdd(name, value.GetDefaultValue));

    private static IResourceBuilder<ParameterResource> Add(
        this IDistributedApplicationBuilder builder, string name, string key, ParameterDefault? value, bool secret) =>
        builder.AddResource(Create(builder, name, key, value, secret));

    private static ParameterResource Create(
        IDistributedApplicationBuilder builder, string name, string key, ParameterDefault? value, bool secret)
    {
        var parameter = new ParameterResource(name, fallback => Find(builder.Configuration, name, key, fallback), secret)
        {
            Default = value,
        };
        parameter.Annotations.Add(new ResourceSnapshotAnnotation(new CustomResourceSnapshot
        {
            ResourceType = "Parameter",
            Properties = [new ResourcePropertySnapshot(KnownPropertyNames.ResourceSource, key)],
            State = KnownResourceStates.Active,
        }));
        return parameter;
    }

    private static string Find(ConfigurationManager configuration, string name, string key, ParameterDefault? fallback) =>
        configuration[key] ?? fallback?.GetDefaultValue() ?? throw new DistributedApplicationException(
            $"The parameter '{name}' has no value. Set {key} in the AppHost's configuration: appsettings.json, the "
            + $"environment ({key.Replace(":", "__", StringComparison.Ordinal)}), or --{key}=...");
}
