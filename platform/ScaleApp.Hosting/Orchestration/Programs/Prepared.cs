using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Gives a program its environment.</summary>
internal static class Prepared
{
    /// <summary>What <paramref name="spec"/> sets itself stays; the variables come on top.</summary>
    public static PreparedProgram Program(ProcessSpec spec, IReadOnlyDictionary<string, EnvironmentVariable> variables)
    {
        var environment = new Dictionary<string, string?>(spec.Environment, StringComparer.Ordinal);
        foreach (var (name, variable) in variables)
        {
            environment[name] = variable.Value;
        }

        return WithOwnEnvironment(spec with { Environment = environment }, variables);
    }

    /// <summary>The variables are in <paramref name="spec"/> already, or are handed in another way.</summary>
    public static PreparedProgram WithOwnEnvironment(
        ProcessSpec spec, IReadOnlyDictionary<string, EnvironmentVariable> variables) => new(
            spec,
            [
                .. variables.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => new EnvironmentVariableSnapshot(entry.Key, entry.Value.Value, IsFromSpec: true)
                    {
                        IsSensitive = entry.Value.IsSecret,
                    }),
            ]);
}
