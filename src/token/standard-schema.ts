/**
 * Version 1 of the interface that schema libraries share (https://standardschema.dev), as far as a guard
 * needs it. Among others, zod from 3.25, zod mini, Valibot from 1.0 and ArkType from 2.0 have it.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    /** The name of the library, such as `zod`. */
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    /** This is for the compiler: no schema needs to have it when it runs. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** A value that was accepted, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

export interface StandardIssue {
  readonly message: string
  /** Where in the value the issue is, from the outside in. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
