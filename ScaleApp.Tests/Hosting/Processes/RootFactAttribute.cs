using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

/// <summary>A fact about what only root can do (run programs as other users); skipped for everybody else, under CI as well.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute(params string[] programs) =>
        Skip = Requirement.Missing(programs) ?? (SystemUser.IsRoot ? null! : "Needs root: it runs a program as another user.");
}
