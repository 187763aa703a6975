/**
 * The types of Express that the functions among the options are given. No other file here imports
 * Express.
 */
export type { NextFunction, Request, Response } from 'express'
