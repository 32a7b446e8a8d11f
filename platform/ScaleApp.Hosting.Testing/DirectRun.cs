using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting.Testing;

/// <summary>A topology that a test describes itself.</summary>
internal sealed class DirectRun(
    string[] args, Assembly caller, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : ITestingRun
{
    private readonly TestFolder _folder = TestFolder.Create();
    private DistributedApplicationBuilder? _builder;

    public IDistributedApplicationBuilder CreateBuilder()
    {
        var options = new DistributedApplicationOptions { AssemblyName = caller.FullName };
        var settings = new HostApplicationBuilderSettings { EnvironmentName = AppHostProject.FindEnvironmentName() };
        try
        {
            TestingDefaults.Apply(options, settings, _folder, args, configure);
            _builder = new DistributedApplicationBuilder(options, settings);
        }
        catch
        {
            _folder.Remove();
            throw;
        }

        TestingDefaults.AddServices(_builder);
        return _builder;
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        var application = _builder!.Build();
        application.Disposed = AbandonAsync;
        return Task.FromResult(application);
    }

    public Task AbandonAsync()
    {
        _folder.Remove();
        return Task.CompletedTask;
    }
}
