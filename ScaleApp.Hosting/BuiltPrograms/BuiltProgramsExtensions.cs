using Aspire.Hosting;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.BuiltPrograms;

namespace ScaleApp.Hosting;

public static class BuiltProgramsExtensions
{
    /// <summary>Starts project resources as their built programs instead of one <c>dotnet run</c> a replica.</summary>
    /// <remarks>
    /// <para>
    /// Each <c>dotnet run</c> stays beside its replica as a second process of about 130 MB and evaluates the project again
    /// at every start. Arguments, launch profile, environment, endpoints and replicas stay as they are.
    /// </para>
    /// <para>
    /// The AppHost imports <c>BuiltPrograms.targets</c>, which records where its build put the programs. Under
    /// <c>dotnet watch</c> and in an IDE's debug session these start the projects. The <c>rebuild</c> command builds and
    /// then starts what it built. <c>BuiltPrograms:Enabled=false</c> turns it off.
    /// </para>
    /// </remarks>
    public static IDistributedApplicationBuilder UseBuiltPrograms(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(new ProgramPaths(builder.AppHostAssembly));
            builder.Services.TryAddEventingSubscriber<BuiltProgramLauncher>();
        }

        return builder;
    }
}
