using Hangfire;
using Hangfire.Common;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>The filters of this host's jobs. Hangfire's own list is shared by all hosts of a process.</summary>
internal sealed class JobFilters : IJobFilterProvider
{
    // Registered by UseRedisStorage: the storage's locks look up their job through it.
    private const string StorageFilter = "HangfireSubscriber";

    private readonly JobFilterProviderCollection _providers;

    public JobFilters(JobTelemetry telemetry)
    {
        var storageFilter = GlobalJobFilters.Filters.Select(filter => filter.Instance).FirstOrDefault(filter => filter.GetType().Name == StorageFilter);
        RedisJobStorage.Require(storageFilter is not null, $"it registers no filter '{StorageFilter}'");

        // Of Hangfire's defaults only CaptureCulture is missing: services run without cultures, and it costs two commands a job.
        _providers = new JobFilterProviderCollection(
            new JobFilterCollection
            {
                storageFilter!,
                new AutomaticRetryAttribute(),
                new StatisticsHistoryAttribute(),
                new ContinuationsSupportAttribute(),
                telemetry,
            },
            new JobFilterAttributeFilterProvider());
    }

    public IEnumerable<JobFilter> GetFilters(Job job) => _providers.GetFilters(job);
}
