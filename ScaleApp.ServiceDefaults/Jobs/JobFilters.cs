using Hangfire;
using Hangfire.Common;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>The filters of this host's jobs. Hangfire's own list is shared by all hosts of a process.</summary>
internal sealed class JobFilters : IJobFilterProvider
{
    private readonly JobFilterProviderCollection _providers;

    /// <summary>With a storage that has registered a filter in Hangfire's own list, that one too.</summary>
    public JobFilters(JobTelemetry telemetry, string? storageFilter)
    {
        // Of Hangfire's defaults only CaptureCulture is missing: services run without cultures, and it costs two commands a job.
        var filters = new JobFilterCollection
        {
            new AutomaticRetryAttribute(), new StatisticsHistoryAttribute(), new ContinuationsSupportAttribute(), telemetry,
        };
        if (storageFilter is not null)
        {
            var filter = GlobalJobFilters.Filters.Select(filter => filter.Instance).FirstOrDefault(filter => filter.GetType().Name == storageFilter);
            RedisJobStorage.Require(filter is not null, $"it registers no filter '{storageFilter}'");
            filters.Add(filter!);
        }

        _providers = new JobFilterProviderCollection(filters, new JobFilterAttributeFilterProvider());
    }

    public IEnumerable<JobFilter> GetFilters(Job job) => _providers.GetFilters(job);
}
