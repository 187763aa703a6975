import { asapGuard } from 'asap-guard'
import * as testing from 'asap-guard/testing'
import express from 'express'
import { printAnswers } from './calls.mjs'

await printAnswers({ express, asapGuard, testing })
