using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Projections;
using UserDomain.Registration;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Calls;

public static class CallRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Every handler and validator in this assembly, and the pipeline that each call goes through, outermost first.
        /// Beside it the ports must be registered, and may be <see cref="VenueSettings"/>, <see cref="MailSettings"/> and a clock.
        /// </summary>
        public IServiceCollection AddCalls()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(new VenueSettings());
            services.TryAddSingleton(new MailSettings());
            services.TryAddSingleton<Letters>();
            services.AddSingleton<UserQueue>();
            services.AddSingleton<AnswerQueue>();
            services.AddSingleton<UserCache>();
            services.AddSingleton<SnapshotQueue>();
            services.AddSingleton<UserStates>();
            services.AddSingleton<KnownUsers>();
            services.AddSingleton<ApiKeyCheck>();
            services.AddSingleton<RestKeyCheck>();
            services.AddSingleton<CallerAgain>();
            services.AddSingleton<CallerChanges>();
            services.AddSingleton<KnownCallers>();

            services.AddTransient<ServiceFactory>(provider => provider.GetRequiredService);
            services.AddTransient<IMediator, Mediator>();
            services.AddScoped<CallContext>();
            services.AddScoped<Subject>();
            services.AddScoped<UserRepository>();
            services.AddScoped<PasswordWork>();
            services.AddScoped<SignInGate>();
            services.AddScoped<SignIns>();
            services.AddScoped<Companions>();
            services.AddScoped<ApiKeySignIn>();
            services.AddScoped<SecondFactor>();
            services.AddScoped<EvenAnswers>();
            services.AddScoped<NewUsers>();
            services.AddScoped<StoppedViews>();
            services.AddScoped<UserHistory>();
            services.AddScoped<ActorNames>();

            services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Tracing<,>));
            services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Idempotency<,>));
            services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Conflict<,>));
            services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Authorization<,>));
            services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Validation<,>));

            foreach (var type in typeof(ICall).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
            {
                foreach (var service in type.GetInterfaces().Where(service => service.IsGenericType))
                    Add(services, service, type);
            }

            return services;
        }
    }

    /// <summary>A validator's rules are made once. What takes part in one call and is asked for once in it is no entry of the call's scope, which would grow with it.</summary>
    private static void Add(IServiceCollection services, Type service, Type type)
    {
        if (service.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
            services.AddTransient(service, type);
        else if (service.GetGenericTypeDefinition() == typeof(IValidator<>))
            services.AddSingleton(service, type);
    }
}
